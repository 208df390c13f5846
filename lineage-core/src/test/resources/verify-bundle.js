// Verifies Sigstore bundles with @sigstore/verify: node verify-bundle.js key.pem bundle... Prints ok or the error for each.
const fs = require('fs');
const crypto = require('crypto');
const { bundleFromJSON } = require('@sigstore/bundle');
const { Verifier, toSignedEntity } = require('@sigstore/verify');

const key = crypto.createPublicKey(fs.readFileSync(process.argv[2], 'utf8'));
const trust = {
  certificateAuthorities: [],
  timestampAuthorities: [],
  tlogs: [],
  ctlogs: [],
  publicKey: () => ({ publicKey: key, validFor: () => true }),
};
const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 });
for (const file of process.argv.slice(3)) {
  try {
    verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(fs.readFileSync(file, 'utf8')))));
    console.log('ok');
  } catch (e) {
    console.log(`refused ${e.code || e.name}`);
  }
}
