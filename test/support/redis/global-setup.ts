import { prepareRedis } from './prepared-redis';

export default prepareRedis;
