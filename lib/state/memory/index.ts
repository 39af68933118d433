export { createMemoryStateStore, createSharedMemoryState } from './memory-state-store';
export type { SharedMemoryState } from './memory-state-store';
