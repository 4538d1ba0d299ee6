export { freePort } from '../../loadtest/pool/ports.js';
