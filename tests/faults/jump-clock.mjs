/** Preloaded into a process: its wall clock jumps by CLOCK_JUMP_MS when it gets SIGUSR2. */
const jump = Number(process.env.CLOCK_JUMP_MS);
const RealDate = Date;
let jumped = false;
const now = () => RealDate.now() + (jumped ? jump : 0);

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }

  static now() {
    return now();
  }
};

process.once('SIGUSR2', () => {
  jumped = true;
  process.stderr.write('the clock jumped\n');
});
