using Microsoft.AspNetCore.Http.HttpResults;

namespace MusicAuth.Access.ApiKeys;

internal static class ApiKeyEndpoints
{
    // The scopes of AccessScopes.NeedsRecentSignIn.
    private const string SensitiveScope = "`token:read`, `metrics:read` or a `:write` scope";
    private const string Page = "/#account/keys";

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/me/keys").WithTags("Keys").RequireSession();
        keys.MapGet("", List).WithName("listKeys").WithSummary("The API keys of your apps, without their secrets");
        keys.MapPost("", Create).WithName("createKey").WithSummary("Create an API key; the response shows it once")
            .WithDescription($"A key with {SensitiveScope} requires a sign-in within the last hour.");
        keys.MapPatch("/{id}", Change).WithName("changeKey")
            .WithSummary("Rename an API key, or change when it expires; a member that is absent stays as it is")
            .WithDescription($"If the key has {SensitiveScope}, a later expiry, or none, requires a sign-in within the "
                + "last hour.");
        keys.MapPost("/{id}/rotate", Rotate).WithName("rotateKey")
            .WithSummary("Give an API key a new secret; the response shows it once")
            .WithDescription(
                "The previous secret stays valid for 24 hours. A secret from before an earlier rotation ends. "
                + $"A key with {SensitiveScope} requires a sign-in within the last hour.");
        keys.MapDelete("/{id}", Revoke).WithName("revokeKey").WithSummary("Revoke an API key at once");
    }

    private static async Task<Ok<ApiKeyList>> List(Caller caller, ApiKeyStore keys, CancellationToken cancellationToken)
    {
        var rows = await keys.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new ApiKeyList([.. rows.Select(ApiKeyInfo.Of)]));
    }

    private static async Task<Created<CreatedApiKey>> Create(
        ApiKeyRequest request, Caller caller, RecentSignIn recent, ApiKeyStore keys, TimeProvider time,
        HttpContext context)
    {
        var wanted = NewApiKey.From(request, caller, time.GetUtcNow());
        if (wanted.Scopes.Any(AccessScopes.NeedsRecentSignIn))
            await recent.RequireAsync(context, Page);
        var (row, key) = await keys.CreateAsync(
            wanted, AuditEvent.Of(context, AuditKind.KeyCreated), context.RequestAborted);
        return TypedResults.Created($"/me/keys/{row.Id}", CreatedApiKey.Of(row, key.Reveal()));
    }

    private static async Task<Ok<ApiKeyInfo>> Change(
        string id, ApiKeyChangeRequest request, Caller caller, RecentSignIn recent, ApiKeyStore keys,
        TimeProvider time, HttpContext context)
    {
        var change = ApiKeyChange.From(request, time.GetUtcNow());
        var key = await keys.FindAsync(caller.UserId, id, context.RequestAborted) ?? throw NotFound();
        if (change.Prolongs(key) && key.Scopes.Any(AccessScopes.NeedsRecentSignIn))
            await recent.RequireAsync(context, Page);
        var changed = await keys.ChangeAsync(
            id, change, AuditEvent.Of(context, AuditKind.KeyChanged), context.RequestAborted);
        return TypedResults.Ok(ApiKeyInfo.Of(changed ?? throw NotFound()));
    }

    private static async Task<Ok<CreatedApiKey>> Rotate(
        string id, Caller caller, RecentSignIn recent, ApiKeyStore keys, HttpContext context)
    {
        var key = await keys.FindAsync(caller.UserId, id, context.RequestAborted) ?? throw NotFound();
        if (key.Scopes.Any(AccessScopes.NeedsRecentSignIn))
            await recent.RequireAsync(context, Page);
        var (row, secret) = await keys.RotateAsync(
            id, AuditEvent.Of(context, AuditKind.KeyRotated), context.RequestAborted) ?? throw NotFound();
        return TypedResults.Ok(CreatedApiKey.Of(row, secret.Reveal()));
    }

    private static async Task<NoContent> Revoke(string id, ApiKeyStore keys, HttpContext context) =>
        await keys.RevokeAsync(id, AuditEvent.Of(context, AuditKind.KeyRevoked), context.RequestAborted)
            ? TypedResults.NoContent()
            : throw NotFound();

    private static ProblemException NotFound() => new(ProblemCode.NotFound, "You have no API key with this id.");
}
