using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;

namespace MusicAuth.Tests.Notices;

/// <summary>Adds, tests and lists the channels of a user, like the page.</summary>
internal static class ChannelsOf
{
    /// <summary>Allows all users to have channels at the peers of the tests.</summary>
    public static readonly Dictionary<string, string?> PrivateTargets = new()
    {
        ["Notices:AllowPrivateTargets"] = "Everybody",
    };

    public static async Task<JsonElement> AddChannelAsync(
        this Browser browser, string kind, string target, string? secret = null)
    {
        using var answer = await browser.PostAsync("/me/channels", new { kind, target, secret });
        answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>The code and the detail of a refused channel.</summary>
    public static async Task<string> RefusedChannelAsync(
        this Browser browser, object body, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        using var answer = await browser.PostAsync("/me/channels", body);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        answer.StatusCode.ShouldBe(status, problem.ToString());
        return $"{problem.GetProperty("code").GetString()}: {problem.GetProperty("detail").GetString()}";
    }

    public static async Task<(bool Ok, string Detail)> TestChannelAsync(this Browser browser, JsonElement channel)
    {
        using var answer = await browser.PostAsync($"/me/channels/{channel.IdOf()}/test", new { });
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        var result = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return (result.GetProperty("ok").GetBoolean(), result.GetProperty("detail").GetString()!);
    }

    public static async Task<JsonElement[]> ListChannelsAsync(this Browser browser) =>
        [.. (await browser.GetAsync("/me/channels")).GetProperty("items").EnumerateArray()];

    public static string IdOf(this JsonElement channel) => channel.GetProperty("id").GetString()!;
}
