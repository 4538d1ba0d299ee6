import { testPoints } from './points.js';

testPoints('redis');
