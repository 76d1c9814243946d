// `npm run stamp`: writes what all published packages have in common, the repository's address above all, from the
// workspace's package.json into their manifests, licences and READMEs.
import { stamp } from '../packaging/metadata.mjs';

stamp();
