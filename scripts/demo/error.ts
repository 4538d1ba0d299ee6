/** Why the demo can't go on, and what the person in front of it can do. */
export class DemoError extends Error {
  constructor(
    message: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'DemoError';
  }
}
