using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>A stub of the endpoints for notices, guests and the setup, with all states of these pages.</summary>
internal sealed class OwnerStub
{
    public const string SigningSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    public const string Calendar = "https://music.example.org/calendar/9fK2mQ7xTb4LYq3vN8cHsW1z.ics";

    private static readonly string Now = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd");

    private readonly JsonArray _channels =
    [
        Channel("1", "ntfy", "https://ntfy.sh/dora-music-8b1f", $"{Now}T10:59:00Z", null),
        Channel("2", "webhook", "https://home.example.org/hooks/music", null, "The server answered with 500."),
    ];

    private string? _calendar;

    /// <summary>The requests, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public async Task AttachAsync(IPage page)
    {
        await page.RouteAsync("**/me/channels", AnswerChannelsAsync);
        await page.RouteAsync("**/me/channels/*", route => AnswerAsync(route, 204, null));
        await page.RouteAsync("**/me/channels/*/test", route => AnswerAsync(route, 200, new JsonObject
        {
            ["ok"] = route.Request.Url.Contains("/1/"),
            ["detail"] = "The server answered with 500.",
        }));
        await page.RouteAsync("**/me/calendar", AnswerCalendarAsync);
        await page.RouteAsync("**/users/requests", route => AnswerAsync(route, 200, Items(Request())));
        await page.RouteAsync("**/users/requests/*", route => AnswerAsync(route, 204, null));
        await page.RouteAsync("**/users/invitations", AnswerInvitationsAsync);
        await page.RouteAsync("**/users/invitations/*", route => AnswerAsync(route, 204, null));
        await page.RouteAsync("**/setup/providers", route => AnswerAsync(route, 200,
            Items(Provider("spotify", "page", "ok"), Provider("deezer", "configuration", null))));
        await page.RouteAsync("**/setup/providers/*", route => route.Request.Method == "PUT"
            ? AnswerAsync(route, 400, new JsonObject
            {
                ["code"] = "invalid_parameter",
                ["status"] = 400,
                ["title"] = "Invalid parameter",
                ["detail"] = "Spotify answered: Invalid client secret.",
            })
            : AnswerAsync(route, 204, null));
    }

    private Task AnswerChannelsAsync(IRoute route)
    {
        if (route.Request.Method != "POST") return AnswerAsync(route, 200, Items([.. _channels.Select(Copy)]));
        var wanted = JsonNode.Parse(route.Request.PostData!)!;
        var (kind, target) = (wanted["kind"]!.GetValue<string>(), wanted["target"]!.GetValue<string>());
        var made = Channel("3", kind, target, null, null);
        _channels.Add(made.DeepClone());
        made["signing_secret"] = kind == "webhook" ? SigningSecret : null;
        return AnswerAsync(route, 201, made);
    }

    private Task AnswerCalendarAsync(IRoute route)
    {
        _calendar = route.Request.Method switch { "POST" => Calendar, "DELETE" => null, _ => _calendar };
        return route.Request.Method == "DELETE"
            ? AnswerAsync(route, 204, null)
            : AnswerAsync(route, 200, new JsonObject { ["url"] = _calendar });
    }

    private Task AnswerInvitationsAsync(IRoute route)
    {
        var invitation = new JsonObject
        {
            ["id"] = "1",
            ["created_at"] = $"{Now}T08:00:00Z",
            ["expires_at"] = "2030-01-08T08:00:00Z",
            ["used_at"] = null,
        };
        if (route.Request.Method != "POST") return AnswerAsync(route, 200, Items(invitation));
        invitation["url"] = "https://music.example.org/login?invite=q3vN8cHsW1zR6pJd0uEa5g";
        return AnswerAsync(route, 201, invitation);
    }

    private Task AnswerAsync(IRoute route, int status, JsonNode? body)
    {
        var request = route.Request;
        Requests.Enqueue($"{request.Method} {new Uri(request.Url).AbsolutePath} {request.PostData}".TrimEnd());
        return route.FulfillAsync(new()
        {
            Status = status,
            ContentType = body is null ? null : status >= 400 ? "application/problem+json" : "application/json",
            Body = body?.ToJsonString(),
        });
    }

    private static JsonNode Copy(JsonNode? node) => node!.DeepClone();

    private static JsonObject Items(params JsonNode[] items) => new() { ["items"] = new JsonArray(items) };

    private static JsonObject Channel(string id, string kind, string target, string? sent, string? error) => new()
    {
        ["id"] = id,
        ["kind"] = kind,
        ["target"] = target,
        ["created_at"] = "2026-01-02T08:00:00Z",
        ["last_sent_at"] = sent,
        ["last_error"] = error,
        ["signing_secret"] = null,
    };

    private static JsonObject Request() => new()
    {
        ["id"] = "11111111-2222-3333-4444-555555555555",
        ["provider"] = "spotify",
        ["account_id"] = "alma.music",
        ["display_name"] = "Alma",
        ["asked_at"] = $"{Now}T07:00:00Z",
    };

    private static JsonObject Provider(string name, string? source, string? check) => new()
    {
        ["provider"] = name,
        ["client_id"] = source is null ? null : "3f0a9c1de5b84b7c",
        ["has_secret"] = source is not null,
        ["source"] = source,
        ["redirect_uri"] = $"https://music.example.org/callback/{name}",
        ["checked_at"] = check is null ? null : $"{Now}T06:00:00Z",
        ["check"] = check,
    };
}
