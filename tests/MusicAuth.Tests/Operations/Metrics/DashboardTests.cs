using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace MusicAuth.Tests.Operations.Metrics;

/// <summary>The dashboard and the alert rules of deploy/grafana use metrics and labels that exist.</summary>
public sealed partial class DashboardTests
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    // Prometheus generates this metric.
    private static readonly string[] GeneratedMetrics = ["up"];

    // The documentation promises these alerts.
    private static readonly string[] Promised =
    [
        "MusicAuthConnectionsDie", "MusicAuthConsentEnds", "MusicAuthAppBlocked", "MusicAuthRefreshesFail",
        "MusicAuthSpillNotEmpty", "MusicAuthBackupOld", "MusicAuthBackupMissing",
    ];

    // Prometheus and Grafana add these.
    private static readonly string[] GeneratedLabels = ["instance", "job", "le", "datasource"];

    private static readonly HashSet<string> Labels =
    [
        .. MetricCatalog.All.SelectMany(metric => metric.Tags).Select(tag => tag.Replace('.', '_')), .. GeneratedLabels,
    ];

    private static readonly string[] Instruments =
        [.. MetricCatalog.All.Select(metric => metric.Instrument.Replace('.', '_'))];

    private static string Dashboard => File.ReadAllText(Repository.PathOf("deploy", "grafana", "musicauth.json"));

    private static string Rules => Repository.PathOf("deploy", "grafana", "alerts.yaml");

    [Fact]
    public void Every_metric_exists_and_is_documented()
    {
        var documented = File.ReadAllText(Repository.PathOf("docs", "metrics.md"));
        var names = Expressions().SelectMany(Names).Distinct().Except(GeneratedMetrics).ToList();

        names.Count.ShouldBeGreaterThan(20);
        names.Where(name => !Instruments.Any(instrument => IsSeriesOf(name, instrument))).ShouldBeEmpty();
        names.Where(name => !documented.Contains($"`{HistogramPart().Replace(name, "")}`")).ShouldBeEmpty();
    }

    [Fact]
    public void Every_label_exists()
    {
        var used = Expressions().SelectMany(expression => LabelList().Matches(expression)
                .SelectMany(match => match.Groups["labels"].Value.Split(','))
                .Concat(Matcher().Matches(expression).Select(match => match.Groups["label"].Value)))
            .Concat(Placeholder().Matches(Dashboard + File.ReadAllText(Rules))
                .Select(match => match.Groups["label"].Value))
            .Select(label => label.Trim()).ToHashSet(StringComparer.Ordinal);

        used.Count.ShouldBeGreaterThan(5);
        used.Except(Labels).ShouldBeEmpty();
    }

    [Fact]
    public void No_metric_has_a_label_for_a_user() => MetricCatalog.All
        .SelectMany(metric => metric.Tags.Select(tag => (metric.Instrument, tag)))
        .Where(label => UserLabel().IsMatch(label.tag)).ShouldBeEmpty();

    [Fact]
    public void The_dashboard_has_the_members_that_Grafana_needs()
    {
        using var dashboard = JsonDocument.Parse(Dashboard);
        var root = dashboard.RootElement;
        root.GetProperty("uid").GetString().ShouldBe("musicauth");
        root.GetProperty("schemaVersion").GetInt32().ShouldBeGreaterThan(30);
        var panels = root.GetProperty("panels").EnumerateArray().ToList();

        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        foreach (var panel in panels.Where(panel => panel.GetProperty("type").GetString() != "row"))
        {
            panel.GetProperty("title").GetString().ShouldNotBeNullOrEmpty();
            panel.GetProperty("targets").GetArrayLength().ShouldBePositive();
            panel.GetProperty("datasource").GetProperty("uid").GetString().ShouldBe("${datasource}");
        }
    }

    [Fact]
    public void Every_promised_alert_exists_with_a_remedy()
    {
        var rules = AlertRules();

        Promised.Except(rules.Select(rule => Text(rule, "alert"))).ShouldBeEmpty();
        foreach (var rule in rules)
        {
            var annotations = (YamlMappingNode)rule.Children["annotations"];
            Text(annotations, "summary").ShouldNotBeNullOrEmpty(Text(rule, "alert"));
            Text(annotations, "description").ShouldNotBeNullOrEmpty(Text(rule, "alert"));
        }
    }

    [Fact]
    public Task Prometheus_accepts_the_rules() => RunPromtoolAsync("check", "rules", Rules);

    [Fact]
    public Task The_rules_fire_in_their_test_cases() => RunPromtoolAsync(
        "test", "rules",
        Repository.PathOf("tests", "MusicAuth.Tests", "Operations", "Metrics", "alerts.test.yaml"));

    private static async Task RunPromtoolAsync(params string[] arguments)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "promtool"))))
            Requirement.Missing("promtool", "promtool is absent (Debian: it is in the package prometheus).");
        using var process = Process.Start(new ProcessStartInfo("promtool", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0, output + await errors);
    }

    private static List<string> Expressions()
    {
        using var dashboard = JsonDocument.Parse(Dashboard);
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .Where(panel => panel.TryGetProperty("targets", out _))
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
            .. AlertRules().Select(rule => Text(rule, "expr")!),
        ];
    }

    private static List<YamlMappingNode> AlertRules()
    {
        using var text = File.OpenText(Rules);
        var yaml = new YamlStream();
        yaml.Load(text);
        return [.. yaml.Documents[0].AllNodes.OfType<YamlMappingNode>().Where(node => Text(node, "alert") is not null)];
    }

    private static string? Text(YamlMappingNode node, string name) =>
        node.Children.TryGetValue(new YamlScalarNode(name), out var child) ? ((YamlScalarNode)child).Value : null;

    // Names of metrics, without the labels, the functions and the words of PromQL.
    private static IEnumerable<string> Names(string expression) =>
        MetricName().Matches(LabelList().Replace(Braces().Replace(expression, ""), "")).Select(match => match.Value);

    private static bool IsSeriesOf(string name, string instrument) =>
        name.StartsWith(instrument, StringComparison.Ordinal)
        && Suffix().IsMatch(name[instrument.Length..]);

    [GeneratedRegex(@"\b(up|(musicauth|http|dotnet|kestrel)_\w+)", Options)]
    private static partial Regex MetricName();

    [GeneratedRegex("^(_seconds|_bytes)?(_total)?(_bucket|_count|_sum)?$", Options)]
    private static partial Regex Suffix();

    [GeneratedRegex("_(bucket|count|sum)$", Options)]
    private static partial Regex HistogramPart();

    [GeneratedRegex(@"\{[^}]*\}", Options)]
    private static partial Regex Braces();

    [GeneratedRegex(@"\bby \((?<labels>[^)]*)\)", Options)]
    private static partial Regex LabelList();

    [GeneratedRegex(@"[{,](?<label>\w+)=~?""", Options)]
    private static partial Regex Matcher();

    [GeneratedRegex(@"\{\{ ?(\$labels\.)?(?<label>\w+) ?\}\}", Options)]
    private static partial Regex Placeholder();

    [GeneratedRegex("user|account|key|grant\\.id|caller|session", Options | RegexOptions.IgnoreCase)]
    private static partial Regex UserLabel();
}
