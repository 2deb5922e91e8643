using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace MusicAuth.EndToEnd.Browser.Account;

/// <summary>A stub of two requests to come in, and of the to-do list that names them.</summary>
internal sealed class RequestStub
{
    private readonly ConcurrentDictionary<string, string> _open = new(StringComparer.Ordinal)
    {
        ["11111111-2222-3333-4444-555555555555"] = "Alma",
        ["66666666-7777-8888-9999-000000000000"] = "Basil",
    };

    /// <summary>False while the list of requests fails.</summary>
    public bool ListsRequests { get; set; } = true;

    /// <summary>The stub responds to the owner's answers after this task.</summary>
    public Task Held { get; set; } = Task.CompletedTask;

    /// <summary>The owner's answers, in order.</summary>
    public ConcurrentQueue<string> Answers { get; } = [];

    public async Task AttachAsync(IPage page)
    {
        await page.RouteAsync("**/me/todo", route => FulfillAsync(route, TodoItem));
        await page.RouteAsync("**/users/requests", route => ListsRequests
            ? FulfillAsync(route, Request)
            : route.FulfillUnavailableAsync());
        await page.RouteAsync("**/users/requests/*", AnswerAsync);
    }

    private async Task AnswerAsync(IRoute route)
    {
        var id = new Uri(route.Request.Url).Segments[^1];
        Answers.Enqueue($"{_open.GetValueOrDefault(id)} {route.Request.PostData}");
        await Held;
        _open.TryRemove(id, out _);
        await route.FulfillAsync(new() { Status = 204 });
    }

    private Task FulfillAsync(IRoute route, Func<string, string, JsonNode> describe)
    {
        var items = _open.OrderBy(request => request.Value, StringComparer.Ordinal)
            .Select(request => describe(request.Key, request.Value))
            .ToArray();
        var list = new JsonObject { ["count"] = items.Length, ["items"] = new JsonArray(items) };
        return route.FulfillAsync(new() { ContentType = "application/json", Body = list.ToJsonString() });
    }

    private static JsonNode TodoItem(string id, string name) => new JsonObject
    {
        ["id"] = $"access_requested:{id}",
        ["severity"] = "info",
        ["code"] = "access_requested",
        ["provider"] = "spotify",
        ["title"] = $"{name} asks to come in.",
        ["detail"] = "Let the account in, or refuse it.",
        ["action_url"] = "/#account/people",
        ["due"] = "2030-01-08T08:00:00Z",
    };

    private static JsonNode Request(string id, string name) => new JsonObject
    {
        ["id"] = id,
        ["provider"] = "spotify",
        ["account_id"] = $"{name}.music",
        ["display_name"] = name,
        ["asked_at"] = "2026-01-02T08:00:00Z",
    };
}
