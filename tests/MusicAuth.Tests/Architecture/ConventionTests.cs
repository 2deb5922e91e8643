using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Architecture;

public sealed partial class ConventionTests
{
    private const RegexOptions Plain = RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking;

    private static readonly Assembly Broker = typeof(WebOptions).Assembly;
    private static readonly string[] FoldersByKind = ["Services", "Models", "Helpers", "Extensions", "Utils", "Common"];

    // Each slice has a range of 1,000 ids.
    private static readonly Dictionary<string, int> FirstEventIds = new()
    {
        ["Access"] = 1000,
        ["Grants"] = 2000,
        ["SignIn"] = 3000,
        ["Upstream"] = 4000,
        ["Passthrough"] = 5000,
        ["Library"] = 6000,
        ["Vault"] = 7000,
        ["Operations"] = 8000,
        ["Web"] = 9000,
        ["Persistence"] = 10_000,
        ["Providers.Spotify"] = 11_000,
        ["Providers.Deezer"] = 12_000,
        ["Notices"] = 13_000,
        ["Setup"] = 14_000,
        ["Backups"] = 15_000,
    };

    [Fact]
    public void Folders_are_named_after_capabilities_and_not_after_kinds_of_types() => Repository.SourceFiles("src")
        .SelectMany(file => Path.GetRelativePath(Repository.Root, file).Split(Path.DirectorySeparatorChar))
        .Where(part => FoldersByKind.Contains(part, StringComparer.OrdinalIgnoreCase))
        .ShouldBeEmpty();

    [Fact]
    public void No_type_has_a_generic_name() => Broker.GetTypes()
        .Where(type => type.Namespace?.StartsWith("MusicAuth") == true && GenericName().IsMatch(type.Name))
        .ShouldBeEmpty();

    [Fact]
    public void Routes_are_mapped_in_endpoint_files_only() => Repository.SourceFiles("src", "MusicAuth")
        .Where(file => !file.EndsWith("Endpoints.cs") && MapsRoute().IsMatch(File.ReadAllText(file)))
        .Select(Path.GetFileName)
        .ShouldBeEmpty();

    [Fact]
    public void Every_route_names_its_methods() => Repository.SourceFiles("src", "MusicAuth")
        .Where(file => MapsAnyMethod().IsMatch(File.ReadAllText(file)))
        .Select(Path.GetFileName)
        .ShouldBeEmpty("a route without methods is not in the API description and accepts TRACE");

    [Fact]
    public void T18_every_handler_of_HTTP_calls_follows_no_redirect_and_keeps_no_cookie()
    {
        var files = Repository.SourceFiles("src", "MusicAuth")
            .Where(file => File.ReadAllText(file).Contains("SocketsHttpHandler")).ToList();

        files.Count.ShouldBeGreaterThan(3);
        files.Where(file => File.ReadAllText(file) is var code
                && !(code.Contains("AllowAutoRedirect = false") && code.Contains("UseCookies = false")))
            .Select(Path.GetFileName)
            .ShouldBeEmpty();
    }

    [Fact]
    public void Event_ids_of_log_messages_are_unique_within_a_slice()
    {
        var messages = LogMessages().ToArray();

        messages.ShouldNotBeEmpty();
        messages.Where(message => message.Id <= 0).ShouldBeEmpty("every message needs an id");
        messages.GroupBy(message => (message.Slice, message.Id)).Where(same => same.Count() > 1)
            .Select(same => string.Join(" and ", same))
            .ShouldBeEmpty();
    }

    [Fact]
    public void Event_ids_lie_in_the_range_of_their_slice() =>
        OutOfRange(LogMessages().Select(message => (message.Slice, message.Id))).ShouldBeEmpty();

    [Fact]
    public void An_event_id_of_another_slice_is_found() =>
        OutOfRange([("Access", 1999), ("Access", 2000), ("Persistence", 10_000)]).ShouldBe(["Access 2000"]);

    [Fact]
    public void Log_messages_are_nested_beside_their_code() => LogMessages()
        .Where(message => !message.Place.EndsWith("+Log"))
        .ShouldBeEmpty();

    [Fact]
    public void No_setting_puts_queries_into_the_logs_of_HTTP_clients()
    {
        AppContext.TryGetSwitch("System.Net.Http.DisableUriRedaction", out var revealed).ShouldBeFalse();
        revealed.ShouldBeFalse();
        HandWritten().Where(file => DisablesRedaction().IsMatch(File.ReadAllText(file)))
            .Select(Path.GetFileName).ShouldBeEmpty();
    }

    private static IEnumerable<(string Slice, int Id, string Place)> LogMessages() =>
        from type in Broker.GetTypes()
        from method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
            | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        let message = method.GetCustomAttribute<LoggerMessageAttribute>()
        where message is not null
        select (SliceOf(type), message.EventId, type.FullName!);

    private static IEnumerable<string> OutOfRange(IEnumerable<(string Slice, int Id)> events) => events
        .Where(one => one.Id / 1000 * 1000 != FirstEventIds.GetValueOrDefault(one.Slice))
        .Select(one => $"{one.Slice} {one.Id}");

    private static string SliceOf(Type type) => Slices.Of(type.Namespace ?? "") ?? "Program";

    private static IEnumerable<string> HandWritten() => Repository.SourceFiles("src")
        .Concat(Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories))
        .Concat(Directory.EnumerateFiles(Repository.Root)
            .Where(file => Path.GetExtension(file) is ".json" or ".yaml" or ".props" or ""));

    [GeneratedRegex("(Helpers?|Managers?|Utils?|Utility|Utilities)$", Plain)]
    private static partial Regex GenericName();

    [GeneratedRegex(@"\.Map(Get|Post|Put|Patch|Delete|Methods)\(", Plain)]
    private static partial Regex MapsRoute();

    [GeneratedRegex(@"\.(Map|MapFallback)\(""", Plain)]
    private static partial Regex MapsAnyMethod();

    [GeneratedRegex("DisableUriRedaction", RegexOptions.IgnoreCase | Plain)]
    private static partial Regex DisablesRedaction();
}
