/** Preloaded into a process: its wall clock jumps by CLOCK_JUMP_MS once it has run for CLOCK_JUMP_AFTER_MS. */
const jump = Number(process.env.CLOCK_JUMP_MS ?? 0);
const after = Number(process.env.CLOCK_JUMP_AFTER_MS ?? 0);
const RealDate = Date;
const now = () => RealDate.now() + (performance.now() > after ? jump : 0);

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }

  static now() {
    return now();
  }
};

setTimeout(() => process.stderr.write('the clock jumped\n'), after).unref();
