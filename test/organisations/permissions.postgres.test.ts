import { testPermissionsOfTwo } from '../support/permissions.ts';

testPermissionsOfTwo('postgres');
