import { cleanUpRedis } from './prepared-redis';

export default cleanUpRedis;
