// Texts with markup: what publishers write, and what attackers do.

/// Texts for a list of allowed elements.
public enum MarkupSamples {
    /// The list that the samples are for.
    public static let elements: Set = ["p", "br", "b", "i", "ul", "ol", "li", "h1", "div", "span"]

    /// Texts with nothing outside the list, and how they are shown.
    public static let plain = [
        ("plain", "plain"), ("<P>x</P>", "<p>x</p>"), ("a<br/>b<br />c", "a<br>b<br>c"),
        ("<ul><li>One<li>Two</ul>", "<ul><li>One</li><li>Two</li></ul>"), ("<p><b>x", "<p><b>x</b></p>"),
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"), ("<b><i>x</b></i>", "<b><i>x</i></b>"),
        ("<p><b>x</p>", "<p><b>x</b></p>"),
        ("x</b> y", "x y"), ("</p>", "<p></p>"), ("<li>x</li>", "<li>x</li>"), ("< b>", "&lt; b&gt;"),
        ("memory < 4 GB, disk > 30", "memory &lt; 4 GB, disk &gt; 30"),
        ("A -> B, 3 <> 4, I <3", "A -&gt; B, 3 &lt;&gt; 4, I &lt;3"),
        ("&lt;b&gt; &nbsp;&eacute; &#x1F680; &bogus; &amp", "&lt;b&gt; &nbsp;é 🚀 &amp;bogus; &amp;"),
        ("\u{600}", "\u{600}"), ("'\">", "'\"&gt;"), ("", ""),
    ]

    /// Shapes that other sanitizers let through: what they took for text became markup when it was parsed once more.
    public static let attacks = [
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg><p><style><!--</style><img src=x onerror=alert(1)>--></style>",
        "<template><b onclick=x>y</b></template>z",
        "<!--><img src=x onerror=alert(1)>-->", "<!-- --!><img src=x onerror=alert(1)>",
        "<!--[if IE]><script>x</script><![endif]-->",
        "<![CDATA[<script>alert(1)</script>]]>", "<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>",
        "<b title='\"><script>alert(1)</script>'>x</b>", "<b title=`><script>x</script>`>", "<b/onclick=alert(1)>x</b>",
        "<style>b{background:url(javascript:alert(1))}</style>", "<p style=\"background:url('javascript:x')\">x</p>",
        "<a href=\"&#106;avascript&colon;alert(1)\">x</a>", "<a href=\"java\tscript:alert(1)\">x</a>",
        "<iframe srcdoc=\"<script>x</script>\">",
        "<textarea><b></textarea><img src=x onerror=y>", "<xmp><p></xmp><script>x</script>", "<plaintext><b>x",
        "<title></p><script>x",
        "<select><template><script>x</script></template></select>", "<b><table><b onclick=x><td>y</table>",
        "<<script>alert(1)//<</script>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>", "&lt;script&gt;alert(1)&lt;/script&gt;",
        "&amp;lt;img src=x onerror=y&amp;gt;",
        "<b\u{0}onclick=x>y</b>", "<\u{0}script>x</script>", "<ı onclick=x>y", "<İmg src=x>",
        "<svg><desc><b>x</b></desc><b>y", "<svg><b>x</b>y",
        "<math><mi><b>x</b><mtext><p>y", "<b></b><frameset onload=x>", "<body onload=x><html onclick=y>z",
        "<p><svg><p title=\"</svg><script>x</script>\">",
        "<ul><li><script>x</script><li onclick=y>z", "<isindex prompt=x>", "<base href=//a.example>",
        "<meta http-equiv=refresh content=0>",
        "<embed src=x><object data=x><param>", "<video><source onerror=x>", "<details ontoggle=x open>",
        "<keygen autofocus onfocus=x>",
    ]
}
