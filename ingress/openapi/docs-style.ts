/** The look of the page: one column of operations beside their menu; light or dark as the reader's system is. */
export const docsStyle = `
:root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #0f766e; }
@media (prefers-color-scheme: dark) { :root { --accent: #5eead4; } }
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: minmax(15rem, 20rem) minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: 13px; }
nav h1 { font-size: 1.2rem; margin: 0; }
nav h2 { font-size: .9rem; margin: 1rem 0 .2rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .1rem 0; overflow-wrap: anywhere; }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
main { padding: 1rem 2rem 6rem; max-width: 60rem; }
article { border-top: 1px solid var(--line); padding: .5rem 0 1.5rem; scroll-margin-top: 1rem; }
article:target > h3 { background: var(--soft); }
h3 { margin: .5rem 0; font-size: 1.05rem; overflow-wrap: anywhere; }
h4 { margin: .8rem 0 .2rem; }
b.get, b.post, b.patch, b.put, b.delete { font: 600 12px/1 ui-monospace, monospace; text-transform: uppercase; color: var(--accent); }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
code { background: var(--soft); padding: 0 .25em; border-radius: 3px; overflow-wrap: anywhere; }
pre { background: var(--soft); padding: .7rem; border-radius: 6px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
td { border-top: 1px solid var(--line); padding: .3rem .6rem .3rem 0; vertical-align: top; overflow-wrap: anywhere; }
td:first-child { width: 4rem; }
em { font-style: normal; font-size: 12px; color: #b45309; }
small, .type { opacity: .75; font-size: 13px; }
ul.fields { margin: .2rem 0 .4rem; padding-left: 1.2rem; }
@media (max-width: 50rem) { body { display: block; } nav { position: static; height: auto; border-right: 0; } main { padding: 1rem; } }
`
