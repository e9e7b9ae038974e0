/** Forth source, pages and styles that the bundler embeds as text. */
declare module "*.fth" {
  const text: string;
  export default text;
}

declare module "*.md" {
  const text: string;
  export default text;
}

declare module "*.css" {
  const text: string;
  export default text;
}
