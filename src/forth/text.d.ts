/** Forth source that the bundler embeds as text. */
declare module "*.fth" {
  const text: string;
  export default text;
}
