export { serverCredentialTests as credentialTest } from '../../shared/server-credential-tests';
