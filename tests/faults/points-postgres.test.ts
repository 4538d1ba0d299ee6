import { testPoints } from './points.js';

testPoints('postgres');
