export { type Program, type ProgramName, startProgram } from '../../loadtest/pool/program.js';
