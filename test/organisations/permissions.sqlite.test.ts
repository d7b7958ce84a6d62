import { testForeigners } from '../support/permissions.ts';

testForeigners('sqlite');
