/** The style sheet of a written ruling: one column of print, the same on screen and paper. */
export const htmlStyle = `
:root{color-scheme:light}
*{box-sizing:border-box}
body{margin:0;background:#f3f1ec;color:#1c1b19;font:15px/1.55 'Source Serif 4',Georgia,'Times New Roman','Liberation Serif','DejaVu Serif','Songti SC','Noto Serif CJK SC','Noto Sans CJK SC',serif}
main{max-width:54rem;margin:0 auto}
nav{max-width:54rem;margin:0 auto;padding:1rem 1.5rem 0;font-family:system-ui,'Noto Sans CJK SC',sans-serif;font-size:13px}
nav a{margin-inline-end:1.25rem}
a{color:#1f4e8c}
a:focus-visible{outline:2px solid #1f4e8c;outline-offset:2px}
article{margin:1rem 0;padding:3rem 4rem;background:#fff}
article+article{margin-block-start:2rem}
header{padding-block-end:1rem;border-block-end:1px solid #837d72}
h1{margin:0 0 .5rem;font-size:28px;line-height:1.2;letter-spacing:.02em}
h2{margin:2rem 0 .5rem;font-size:18px;line-height:1.3}
h3{margin:1.25rem 0 .5rem;font-size:15px;line-height:1.4}
p{margin:.5rem 0}
header p{margin:0;color:#4b4944;overflow-wrap:anywhere}
ol,ul{margin:.5rem 0;padding-inline-start:2.25rem}
li{margin:.375rem 0;overflow-wrap:anywhere}
small{display:block;font-size:12.5px;line-height:1.5;color:#4b4944}
small.cites{font-family:ui-monospace,'JetBrains Mono',Consolas,monospace;font-size:11px}
small.cites a{display:inline-block;min-width:24px;line-height:24px}
dl{display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:.25rem 1.5rem;margin:.5rem 0}
dt{color:#4b4944}
dd{margin:0;overflow-wrap:anywhere}
.scroll{overflow-x:auto}
table{width:100%;border-collapse:collapse;font-size:13.5px;line-height:1.45;table-layout:fixed}
caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
th{padding:.3rem .75rem .3rem 0;border-block-end:1px solid #837d72;text-align:start;vertical-align:bottom;font-weight:600;font-size:12.5px}
td{padding:.3rem .75rem .3rem 0;border-block-end:1px solid #e2ded5;vertical-align:top;overflow-wrap:anywhere}
th.end,td.end{text-align:end;padding-inline-end:0;font-variant-numeric:tabular-nums}
code{font-family:ui-monospace,'JetBrains Mono',Consolas,monospace;font-size:11.5px;font-variant-ligatures:none;overflow-wrap:anywhere}
pre{margin:.75rem 0;padding:.6rem .9rem;background:#f3f1ec;overflow-x:auto;white-space:pre-wrap}
tr:target td{background:#fff6d6}
.sign{margin-block-start:1rem}
@media (max-width:44rem){article{padding:1.5rem}dl{grid-template-columns:1fr}dd{margin-block-end:.4rem}}
@page{margin:20mm 18mm}
@media print{
body{background:#fff;font-size:10.5pt}
nav{display:none}
main{max-width:none}
article{margin:0;padding:0}
article+article{margin:0;break-before:page}
h2,h3,thead{break-after:avoid}
thead{display:table-header-group}
li,tr,dl>*{break-inside:avoid}
a{color:inherit;text-decoration:none}
small.cites a{display:inline;line-height:inherit}
pre{background:none;border:1px solid #837d72}
}
`;
