// `npm run reference`: writes what docs/reference/ takes from the code. `--check` writes nothing, and fails if a file is
// not what it would write.
import './generate-policy-reference.mjs';
import './generate-expression-reference.mjs';
