export { hasRedis, type RedisServer as TestRedis, startRedis } from '../../loadtest/pool/redis.js';
