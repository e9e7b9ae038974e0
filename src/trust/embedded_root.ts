/**
 * The text of the root.json that this executable was built with: whose releases it takes. The build puts it here
 * (`build.ts --trust-root`). Undefined, as when run from source: there is no one to trust, and nothing is installed.
 * There is no other way to give an executable a root: no option, variable or file does when it runs.
 */
export const embeddedRoot: string | undefined = undefined;
