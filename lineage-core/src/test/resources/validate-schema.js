// Validates JSON with ajv: node validate-schema.js folder-of-schemas schema document... Prints ok or the errors for each.
const fs = require('fs');
const path = require('path');
const Ajv = require('ajv').default;
const formats = require('ajv-formats').default;

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true, logger: false });
ajv.addFormat('iri-reference', true);
ajv.addFormat('idn-email', true);
formats(ajv);
const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const folder = process.argv[2];
for (const file of ['spdx.schema.json', 'jsf-0.82.schema.json']) {
  ajv.addSchema(read(path.join(folder, file)));
}
const validate = ajv.compile(read(path.join(folder, process.argv[3])));
for (const file of process.argv.slice(4)) {
  console.log(validate(read(file)) ? 'ok' : `refused ${ajv.errorsText(validate.errors)}`);
}
