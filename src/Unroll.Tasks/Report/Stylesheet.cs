using System.Text;

namespace Unroll.Tasks.Report;

/// <summary>How a page looks: on a screen light or dark, on a phone, on paper. It loads nothing.</summary>
internal static class Stylesheet
{
    private const string Page = """
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--background);color:var(--text);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif}
        main{max-width:62rem;margin:0 auto;padding:1.5rem 1rem 4rem}
        header,section{margin:0 0 2.5rem}
        h1{font-size:1.9rem;line-height:1.2;margin:0;overflow-wrap:anywhere}
        h2{font-size:1.3rem;margin:0 0 .75rem;padding-bottom:.3rem;border-bottom:1px solid var(--line)}
        h3{font-size:1.05rem;margin:1.5rem 0 .5rem}
        p{margin:.4rem 0}
        .headline{font-size:1.15rem;margin-top:.6rem}
        .muted{color:var(--muted);font-size:.9rem}
        .notes{margin:0;padding-left:1.2rem}
        figure{margin:0 0 1rem}
        figcaption{color:var(--muted);font-size:.9rem;margin-top:.3rem}
        .big{max-width:46rem}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,22rem),1fr));gap:1.5rem;align-items:start}
        .scroll{overflow-x:auto;max-width:100%}
        .facts{display:grid;grid-template-columns:minmax(6rem,auto) 1fr;gap:.15rem 1.5rem;margin:0}
        .facts dt{color:var(--muted)}
        .facts dd{margin:0;overflow-wrap:anywhere;min-width:0}
        table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:0 0 1rem}
        caption{text-align:left;font-weight:600;padding:.3rem 0}
        th,td{padding:.25rem .9rem .25rem 0;text-align:right;border-bottom:1px solid var(--line);white-space:nowrap}
        thead th{color:var(--muted);font-weight:500;font-size:.9rem}
        th:first-child,td.name,th.name{text-align:left}
        tbody th{font-weight:500;max-width:16rem;overflow:hidden;text-overflow:ellipsis}
        .errors{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,17rem),1fr));gap:.8rem}
        .errors.wide{grid-template-columns:1fr}
        .errors li{background:var(--surface);border:1px solid var(--line);border-radius:.5rem;padding:.6rem .8rem;min-width:0;break-inside:avoid}
        .errors img{image-rendering:pixelated;display:block;border:1px solid var(--line);max-width:100%;height:auto}
        .verdict bdi{font-weight:600;overflow-wrap:anywhere}
        .good{color:var(--right)}
        .bad{color:var(--wrong)}
        .text{white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate}
        .words{line-height:1.25}
        .words span{display:inline-block;vertical-align:top;margin:.2rem .1rem;padding:0 .2rem;text-align:center;max-width:100%;overflow-wrap:anywhere}
        .words small{display:block;font-size:.75rem;color:var(--muted)}
        .words .wrong{border:1px solid var(--wrong);border-radius:.25rem}
        """;

    private const string Pictures = """
        svg{display:block;width:100%;height:auto}
        svg text{font-size:12px;fill:var(--text);font-family:inherit}
        svg .tick,svg .axis-title{fill:var(--muted)}
        svg .bar-name{font-size:14px}
        .grid,.edge{stroke:var(--line);stroke-width:1}
        .edge{stroke:var(--muted)}
        .line{fill:none;vector-effect:non-scaling-stroke;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .thin,.train{stroke-width:1.4}
        .train{stroke:var(--muted)}
        .valid{stroke:var(--model);stroke-width:2.4}
        .mark{fill:var(--background);stroke:var(--wrong);stroke-width:2.5}
        svg .mark-text{font-weight:600;paint-order:stroke;stroke:var(--background);stroke-width:4px;stroke-linejoin:round}
        .model{fill:var(--model)}
        .baseline{fill:var(--baseline)}
        .empty{fill:var(--surface)}
        svg.heatmap{width:auto;max-width:none}
        svg.sparkline{max-width:26rem}
        """;

    private const string Media = """
        @media (max-width:40rem){svg text{font-size:16px}svg .bar-name{font-size:18px}svg.heatmap text{font-size:12px}h1{font-size:1.5rem}}
        @media print{main{max-width:none;padding:0}section{break-inside:auto}figure,tr{break-inside:avoid}h2,h3{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}.scroll{overflow:visible}svg.heatmap{max-width:100%}}
        """;

    /// <summary>The whole sheet; it holds neither <c>&lt;</c> nor <c>&amp;</c>, so it is the same text in HTML and in XML.</summary>
    public static string Text { get; } = Write();

    private static string Write()
    {
        StringBuilder css = new();
        css.Append($":root{{color-scheme:light dark;{Palette.Light.Css()}}}\n@media screen and (prefers-color-scheme:dark){{:root{{{Palette.Dark.Css()}}}}}\n");
        css.Append(Page).Append('\n').Append(Pictures).Append('\n');
        for (int i = 0; i < Palette.Light.Hues.Length; i++)
        {
            css.Append($".s{i}{{stroke:var(--s{i})}}");
        }

        for (int i = 1; i <= Palette.Shades; i++)
        {
            css.Append($".right{i}{{fill:var(--right{i})}}.wrong{i}{{fill:var(--wrong{i})}}svg .on-right{i}{{fill:var(--on-right{i})}}svg .on-wrong{i}{{fill:var(--on-wrong{i})}}");
        }

        return css.Append('\n').Append(Media).Append('\n').ToString();
    }
}
