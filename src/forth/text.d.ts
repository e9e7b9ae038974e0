/** Forth source and pages that the bundler embeds as text. */
declare module "*.fth" {
  const text: string;
  export default text;
}

declare module "*.md" {
  const text: string;
  export default text;
}
