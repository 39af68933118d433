import { credentialTest as ofTheRouter } from '../../RoutedLlm/methods/test-credentials';

/** Each node that uses a credential has to have its test. */
export const credentialTest = { testRedisCredential: ofTheRouter.testRedisCredential! };
