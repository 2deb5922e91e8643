using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Passthrough;

/// <summary>
/// Counts the broker's types with a method or an accessor that a passthrough request enters: services, records, options
/// and static classes, but no nested types and no background work.
/// </summary>
public sealed class EnteredTypesTests(ITestOutputHelper output)
{
    [LongTheory]
    [InlineData(null, 50)]
    [InlineData("no-cache", 110)]
    [InlineData("no-store", 100)]
    public async Task A_passthrough_GET_enters_a_bounded_number_of_types(string? cacheControl, int limit)
    {
        using var folder = new TempFolder();
        await using var broker = await StandaloneBroker.StartAsync(new BrokerSetup
        {
            Assembly = InstrumentedBroker.Create(folder.PathOf("broker")),
            Settings = new Dictionary<string, string> { ["Library:CacheSeconds"] = "60" },
        });
        using var dora = new CookieClient(broker.Address);
        await dora.SignInAsync("spotify", "dora");
        var key = await dora.NewKeyAsync("spotify:read");
        using var app = new SandboxControl(broker.Address);

        var types = await InstrumentedBroker.EnteredTypesAsync(broker.Process, async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/spotify/v1/me/tracks?limit=1");
            request.Headers.Authorization = new("Bearer", key);
            if (cacheControl is not null)
                request.Headers.Add("Cache-Control", cacheControl);
            using var response = await app.SendAsync(request);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        });

        output.WriteLine($"{types.Count} types:\n{string.Join('\n', types)}");
        types.Count.ShouldBeInRange(10, limit, string.Join('\n', types));
    }
}
