import { type EngineError, NotFoundError, RateLimitedError } from '../errors.js';
import type { SessionIntake, SessionRefusal } from '../store/session-intake.js';

/** When to look again whether an action that waits has ended: about what one takes. */
const NEXT_ACTION_SECONDS = 5;
const WINDOW_SECONDS = 60;

/** The error that tells why a session took no action. */
export function sessionRefusal(refusal: SessionRefusal, session: SessionIntake | undefined): EngineError {
  const { id = '', maxWaiting = 0, perMinute = 0 } = session ?? {};
  switch (refusal.outcome) {
    case 'no-session':
      return new NotFoundError('SESSION', `There is no session ${id}`);
    case 'session-full':
      return new RateLimitedError(
        `${maxWaiting} actions of this session wait: no more are taken`,
        { policy: 'waiting-actions', quota: maxWaiting, remaining: 0, resetSeconds: NEXT_ACTION_SECONDS },
        {
          retryAfterSeconds: NEXT_ACTION_SECONDS,
          suggestions: ['Wait until some of them have been played', 'DELETE /api/tasks/:id cancels one'],
        },
      );
    case 'session-rate': {
      const resetSeconds = refusal.againInSeconds ?? WINDOW_SECONDS;
      return new RateLimitedError(
        `A session takes at most ${perMinute} actions within a minute`,
        {
          policy: 'session-actions',
          quota: perMinute,
          windowSeconds: WINDOW_SECONDS,
          remaining: 0,
          resetSeconds,
        },
        { retryAfterSeconds: resetSeconds },
      );
    }
  }
}
