using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace MusicAuth.Tests.Access.Audit;

/// <summary>Reads and writes the audit log of a broker.</summary>
internal static class AuditTestExtensions
{
    public static AuditLog AuditLog(this Broker broker) => broker.Services.GetRequiredService<AuditLog>();

    /// <summary>Writes the pending events. The background writer would take five seconds.</summary>
    public static Task<bool> FlushAsync(this Broker broker) =>
        broker.Services.GetRequiredService<AuditWriter>().FlushAsync(CancellationToken.None);

    /// <summary>The entries that a browser shows after a flush.</summary>
    public static async Task<JsonElement[]> AuditEntriesAsync(this Broker broker, Browser browser, string query = "")
    {
        await broker.FlushAsync();
        return await browser.AuditEntriesAsync(query);
    }

    public static async Task<JsonElement[]> AuditEntriesAsync(this Browser browser, string query = "") =>
        [.. (await browser.GetAsync($"/me/activity{query}")).GetProperty("items").EnumerateArray()];

    /// <summary>An entry as text: kind, provider, data, outcome, count.</summary>
    public static string Summary(this JsonElement item) => string.Join(' ', new[]
    {
        Word(item, "kind"), Word(item, "provider"), Word(item, "data"), Word(item, "outcome"),
        $"x{item.GetProperty("count")}",
    }.OfType<string>());

    public static string?[] Flags(this JsonElement item) =>
        [.. item.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString())];

    public static string? Word(this JsonElement item, string member) => item.GetProperty(member).GetString();

    public static async Task<Guid> UserIdAsync(this Browser browser) =>
        (await browser.GetAsync("/me")).GetProperty("user").GetProperty("id").GetGuid();

    /// <summary>The status of a request by an app, which can be in another network.</summary>
    public static async Task<int> AskAsync(this HttpClient app, string path, string? from = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (from is not null) request.Headers.Add(ConnectionHeadersFilter.Header, from);
        using var answer = await app.SendAsync(request);
        return (int)answer.StatusCode;
    }

    /// <summary>The event of a key's use, without a request.</summary>
    public static AuditEvent Use(Guid userId, string key, string? network = null) => new(AuditKind.Read)
    {
        UserId = userId,
        CallerKind = AuditCallerKind.Key,
        CallerId = key,
        CallerName = "Dashboard",
        Provider = "spotify",
        Data = "playlists",
        Address = network,
        Outcome = AuditEvent.Ok,
    };
}
