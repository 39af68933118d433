import { prepareRun } from './prepared-run';

export default prepareRun;
