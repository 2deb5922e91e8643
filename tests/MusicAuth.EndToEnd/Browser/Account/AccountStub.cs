using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>A stub of the account's endpoints, with data that a real account seldom has.</summary>
internal sealed class AccountStub
{
    public const string Secret = "ma_9fK2mQ7xTb4L_Yq3vN8cHsW1zR6pJd0uEa5gXoLk7iBtMf2nSq9";

    private static readonly string Now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");

    public JsonArray Keys { get; } =
    [
        Key("1", "Dashboard", ["library:read", "connections:read"], null, null, $"{Now}T10:59:00Z", "192.168.1.0/24"),
        Key("2", "Light show of the living room, with a long name", ["library:read", "spotify:read", "spotify:write"],
            ["spotify"], "2030-01-31T00:00:00Z", null, null),
        Key("3", "Old script", ["token:read"], ["deezer"], "2025-01-31T00:00:00Z", "2025-01-30T08:00:00Z", "::1"),
    ];

    public static JsonArray Sessions { get; } =
    [
        Session("1", current: false, "Safari on iPhone", "2001:db8:1::/48"),
        Session("2", current: true, "Chrome on Linux", "192.168.1.0/24"),
        Session("3", current: false, null, null),
    ];

    public static JsonArray Users { get; } =
    [
        User("0", "Dora", owner: true, [Connection("spotify", "active", null), Connection("deezer", "active", null)]),
        User("1", "Alma", owner: false, [Connection("spotify", "reauthorization_required", "consent_expired")]),
        User("2", null, owner: false, []),
    ];

    public static JsonArray Events { get; } =
    [
        Event("read", "key", "Dashboard", count: 57, provider: "spotify", data: "playlists",
            flags: ["tenfold_rate", "new_network"]),
        Event("scope_refused", "key", "Light show", count: 3, data: "token:read", outcome: "insufficient_scope"),
        Event("scope_refused", "key", "Light show", data: "session", outcome: "insufficient_scope"),
        Event("read", "key", "Light show", provider: "deezer", data: "favorites",
            outcome: "provider_rate_limited:quota_exceeded"),
        Event("refreshed", "broker", null, provider: "spotify", outcome: "provider_unavailable"),
        Event("refreshed", "broker", null, provider: "spotify"),
        Event("token_handed_out", "key", null, provider: "deezer", data: "token"),
        Event("key_refused", null, null, count: 240, flags: ["many_refusals"], outcome: "unauthenticated"),
        Event("key_created", "session", "Chrome on Linux"),
        Event("read", "session", "Chrome on Linux", provider: "deezer", data: "favorites"),
        Event("sign_in_failed", null, null, provider: "spotify", outcome: "sign_in_failed:state"),
        Event("reauthorization_required", "broker", null, provider: "spotify", outcome: "revoked"),
        Event("signed_in", "session", null, provider: "deezer"),
        Event("user_removed", "session", "Chrome on Linux"),
        Event("a_kind_of_tomorrow", "session", null),
    ];

    /// <summary>The requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public async Task AttachAsync(IPage page)
    {
        await page.RouteAsync("**/me", AnswerMeAsync);
        await page.RouteAsync("**/me/keys", route => AnswerAsync(route, Items(Keys)));
        await page.RouteAsync("**/me/keys/*", route => AnswerAsync(route, null));
        await page.RouteAsync("**/me/sessions", route => AnswerAsync(route, Items(Sessions)));
        await page.RouteAsync("**/me/sessions/*", route => AnswerAsync(route, null));
        await page.RouteAsync("**/users", route => AnswerAsync(route, Items(Users)));
        await page.RouteAsync("**/users/*", route => AnswerAsync(route, null));
        await page.RouteAsync("**/me/activity?*", AnswerActivityAsync);
    }

    private static async Task AnswerMeAsync(IRoute route)
    {
        if (route.Request.Method == "DELETE")
        {
            await route.FulfillAsync(new() { Status = 204 });
            return;
        }

        var response = await route.FetchAsync();
        var me = JsonNode.Parse(await response.TextAsync())!;
        if (me["user"] is JsonObject user) user["is_owner"] = true;
        await route.FulfillAsync(new() { Response = response, Body = me.ToJsonString() });
    }

    private async Task AnswerAsync(IRoute route, JsonNode? list)
    {
        var request = route.Request;
        Requests.Enqueue($"{request.Method} {new Uri(request.Url).AbsolutePath} {request.PostData}".TrimEnd());
        if (request.Method == "POST")
        {
            var made = JsonNode.Parse(request.PostData!)!.AsObject();
            (made["id"], made["created_at"], made["key"]) = ("9", $"{Now}T11:00:00Z", Secret);
            await FulfillAsync(route, 201, made);
            return;
        }

        await FulfillAsync(route, request.Method == "DELETE" ? 204 : 200, list);
    }

    private static Task AnswerActivityAsync(IRoute route)
    {
        var query = new Uri(route.Request.Url).Query;
        var events = Events.Select(entry => entry!.DeepClone())
            .Where(entry => !query.Contains("flagged") || entry["flags"]!.AsArray().Count > 0);
        var page = Items(new JsonArray([.. events]));
        page["next"] = query.Contains("cursor") || query.Contains("flagged") ? null : "/me/activity?cursor=2";
        return FulfillAsync(route, 200, page);
    }

    private static Task FulfillAsync(IRoute route, int status, JsonNode? body) => route.FulfillAsync(new()
    {
        Status = status,
        ContentType = body is null ? null : "application/json",
        Body = body?.ToJsonString(),
    });

    private static JsonObject Items(JsonArray items) => new() { ["items"] = items.DeepClone() };

    private static JsonObject Key(
        string id, string name, string[] scopes, string[]? providers, string? ends, string? used, string? from) => new()
        {
            ["id"] = id,
            ["name"] = name,
            ["scopes"] = Strings(scopes),
            ["providers"] = providers is null ? null : Strings(providers),
            ["created_at"] = "2025-01-02T08:00:00Z",
            ["expires_at"] = ends,
            ["last_used_at"] = used,
            ["last_used_from"] = from,
        };

    private static JsonObject Session(string id, bool current, string? browser, string? address) => new()
    {
        ["id"] = id,
        ["current"] = current,
        ["browser"] = browser,
        ["address"] = address,
        ["created_at"] = $"{Now}T07:30:00Z",
        ["last_seen_at"] = $"{Now}T10:59:00Z",
        ["expires_at"] = "2030-01-01T00:00:00Z",
    };

    private static JsonObject User(string id, string? name, bool owner, JsonArray connections) => new()
    {
        ["id"] = id,
        ["display_name"] = name,
        ["is_owner"] = owner,
        ["created_at"] = "2025-01-02T08:00:00Z",
        ["last_seen_at"] = name is null ? null : $"{Now}T10:59:00Z",
        ["sessions"] = 2,
        ["keys"] = owner ? 3 : 1,
        ["connections"] = connections,
    };

    private static JsonObject Connection(string provider, string state, string? reason) => new()
    {
        ["provider"] = provider,
        ["display_name"] = "alma.music",
        ["state"] = state,
        ["reason"] = reason,
    };

    private static JsonObject Event(
        string kind, string? caller, string? name, int count = 1, string? provider = null, string? data = null,
        string? outcome = null, string[]? flags = null) => new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["kind"] = kind,
            ["at"] = $"{Now}T10:00:00Z",
            ["last_at"] = $"{Now}T10:59:00Z",
            ["count"] = count,
            ["caller"] = caller is null ? null : new JsonObject { ["kind"] = caller, ["id"] = "1", ["name"] = name },
            ["provider"] = provider,
            ["data"] = data,
            ["address"] = caller == "broker" ? null : "192.168.1.0/24",
            ["outcome"] = outcome,
            ["flags"] = Strings(flags ?? []),
        };

    private static JsonArray Strings(string[] values) => new([.. values.Select(value => JsonValue.Create(value))]);
}
