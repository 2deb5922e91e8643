using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Sandbox.Control;

/// <summary>The control API, for tests and benchmarks on this machine only.</summary>
internal static class ControlEndpoints
{
    // A misspelt member is refused: a test whose fault is ignored could not fail.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        WriteIndented = true,
    };

    private const int MaxGraceSeconds = 86_400;

    public static void Map(IEndpointRouteBuilder routes, SandboxState state)
    {
        var control = routes.MapGroup("/_sandbox").AddEndpointFilter(RequireLoopbackAsync);
        control.MapGet("/stats", () => Reply(state.Stats));
        control.MapGet("/consents", () => Reply(new { spotify = Consents(state) }));
        control.MapGet("/faults", () => Reply(state.Faults.Plan));
        control.MapPost("/reset", () => RespondNoContent(() =>
        {
            state.Reset();
            StateFile.Save(state);
        }));
        control.MapGet("/clock", async (HttpContext context) =>
        {
            TimeSpan? known = long.TryParse(context.Request.Query["known_ticks"], out var ticks)
                ? TimeSpan.FromTicks(ticks)
                : null;
            var offset = await state.ClockFollowers.WaitForChangeAsync(known, context.RequestAborted);
            return Reply(new { now = state.Clock.GetUtcNow(), offset_ticks = offset.Ticks });
        });
        MapJson<AdvanceClock>(control, "POST", "/clock", async body =>
        {
            await state.ClockFollowers.AdvanceAsync(TimeSpan.FromSeconds(body.AdvanceSeconds));
            StateFile.Save(state);
            return Reply(new { now = state.Clock.GetUtcNow() });
        });
        MapJson<FaultPlan>(control, "PUT", "/faults", body => SetFaults(body, state));
        MapJson<ChangeUsers>(control, "PUT", "/users", body => ApplyUserChanges(body, state));
        MapJson<ChangeApps>(control, "PUT", "/apps", body => RespondNoContent(() =>
        {
            if (body.Spotify is not null) state.Register(body.Spotify);
            if (body.Deezer is not null) state.Register(body.Deezer);
        }));
    }

    // The response contains counts and no token.
    private static IEnumerable<ConsentEntry> Consents(SandboxState state) => state.SpotifyGrants.Consents
        .OrderBy(consent => consent.AuthorizedAt)
        .Select(consent => new ConsentEntry(
            consent.Person, consent.ClientId, consent.AuthorizedAt, consent.Revoked, consent.Refreshes,
            consent.Rotations, consent.Reuse));

    private static async ValueTask<object?> RequireLoopbackAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var local = http.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);
        // A browser sends the origin of its page, and no web page can use the control API.
        return local && !http.Request.Headers.ContainsKey("Origin")
            ? await next(context)
            : Problem(403, "The control API answers programs on this machine only");
    }

    private static void MapJson<T>(IEndpointRouteBuilder routes, string method, string path, Func<T, ByteResult> handle)
        where T : class => MapJson<T>(routes, method, path, body => Task.FromResult(handle(body)));

    private static void MapJson<T>(
        IEndpointRouteBuilder routes, string method, string path, Func<T, Task<ByteResult>> handle)
        where T : class =>
        routes.MapMethods(path, [method], async (HttpContext context) =>
        {
            try
            {
                var body = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted);
                return body is null ? Problem(400, "A JSON object is needed") : await handle(body);
            }
            catch (JsonException e)
            {
                return Problem(400, e.Message);
            }
        });

    private static ByteResult SetFaults(FaultPlan plan, SandboxState state)
    {
        var unknown = plan.Rules.Select(rule => rule.Kind).FirstOrDefault(kind => !FaultKinds.IsKnown(kind));
        if (unknown is not null)
            return Problem(400, $"No fault is called {unknown}; known are: {string.Join(", ", FaultKinds.All)}");
        if (plan.Rules.Any(rule => rule.Provider is not (null or "spotify" or "deezer")))
            return Problem(400, "provider is spotify or deezer");
        if (plan.Rules.Any(rule => rule.On is not (null or "token" or "api" or "authorize" or "any")))
            return Problem(400, "on is token, api, authorize or any");
        if (plan.Rules.Any(rule => rule.Kind == FaultKinds.Disguise && rule.Text is { } way
            && !Disguise.Ways.Contains(way, StringComparer.Ordinal)))
            return Problem(400, $"text is {string.Join(", ", Disguise.Ways)}");
        if (plan.RotationGraceSeconds is not (>= 0 and <= MaxGraceSeconds))
            return Problem(400, $"rotation_grace_seconds is 0 to {MaxGraceSeconds}");
        state.Faults.Replace(plan);
        return Reply(plan);
    }

    private static ByteResult ApplyUserChanges(ChangeUsers change, SandboxState state)
    {
        foreach (var each in change.People ?? [])
        {
            if (each.Name.Length == 0) return Problem(400, "A user needs a name");
            var user = state.Users.GetOrAdd(each.Name);
            user.DisplayName = each.DisplayName ?? user.DisplayName;
            user.HasAnomalies = each.Odd ?? user.HasAnomalies;
            user.HideAccountId = each.HideAccountId ?? user.HideAccountId;
            if (each.Spotify is { } spotify) user.Spotify = UserLibrary.Of(spotify);
            if (each.Deezer is { } deezer) user.Deezer = UserLibrary.Of(deezer);
        }

        return change.Revoke is { } revoke ? Revoke(revoke, state) : Reply(new { revoked = 0 });
    }

    private static ByteResult Revoke(RevokeConsent revoke, SandboxState state)
    {
        if (state.Users.Find(revoke.Person) is not { } user)
            return Problem(400, $"There is no user called {revoke.Person}");
        if (revoke.Provider is not ("spotify" or "deezer")) return Problem(400, "provider is spotify or deezer");
        var revoked = revoke.Provider == "spotify"
            ? state.SpotifyGrants.Revoke(user.Name, revoke.KeepAccessTokens)
            : state.DeezerGrants.Revoke(user.Name);
        StateFile.Save(state);
        return Reply(new { revoked });
    }

    private static ByteResult RespondNoContent(Action act)
    {
        act();
        return ByteResult.Empty(204);
    }

    private static ByteResult Problem(int status, string error) => Reply(new { error }, status);

    private static ByteResult Reply<T>(T body, int status = 200) =>
        new(status, ByteResult.JsonUtf8, JsonSerializer.SerializeToUtf8Bytes(body, Json));
}
