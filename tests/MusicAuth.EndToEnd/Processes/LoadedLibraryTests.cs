using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Processes;

/// <summary>Parts of MusicAuth that an instance does not use cost no memory: their libraries are not loaded.</summary>
public sealed class LoadedLibraryTests
{
    // PostgreSQL, Redis, OTLP, mail, calendars, and the API description with its page.
    private static readonly string[] OptionalLibraries =
    [
        "Npgsql", "Npgsql.EntityFrameworkCore.PostgreSQL", "StackExchange.Redis", "ZiggyCreatures.FusionCache",
        "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol", "MailKit", "MimeKit",
        "BouncyCastle.Cryptography", "Ical.Net", "NodaTime", "Microsoft.OpenApi", "Microsoft.AspNetCore.OpenApi",
        "Microsoft.AspNetCore.Mvc.Core", "Scalar.AspNetCore",
    ];

    [Fact]
    public async Task A_start_with_SQLite_loads_no_library_of_an_unused_part()
    {
        RequireLinux();
        await using var broker = await StandaloneBroker.StartAsync();
        // The first start creates the database by Entity Framework, which reads all types of MusicAuth.
        await broker.KillAsync();
        await broker.RestartAsync();

        var loaded = LibrariesOf(broker);

        loaded.ShouldContain("Microsoft.Data.Sqlite");
        loaded.Intersect(OptionalLibraries).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_first_request_for_the_API_description_loads_its_library()
    {
        RequireLinux();
        await using var broker = await StandaloneBroker.StartAsync();
        using var client = new SandboxControl(broker.Address);

        var description = await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative));

        description.ShouldContain("\"/me/playlists\"");
        LibrariesOf(broker).ShouldContain("Microsoft.OpenApi");
    }

    private static void RequireLinux() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux lists the files of a process in /proc.");

    private static HashSet<string> LibrariesOf(StandaloneBroker broker) =>
    [
        .. File.ReadLines($"/proc/{broker.Process.Id}/maps")
            .Where(line => line.EndsWith(".dll", StringComparison.Ordinal))
            .Select(line => Path.GetFileNameWithoutExtension(line)),
    ];
}
