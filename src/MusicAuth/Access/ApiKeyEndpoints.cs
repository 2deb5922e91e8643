using Microsoft.AspNetCore.Http.HttpResults;
using MusicAuth.Web;

namespace MusicAuth.Access;

internal static class ApiKeyEndpoints
{
    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/me/keys").WithTags("Keys").RequireSession();
        keys.MapGet("", List).WithName("listKeys").WithSummary("The API keys of your apps, without their secrets");
        keys.MapPost("", Create).WithName("createKey").WithSummary("Make a key; it is shown this once");
        keys.MapDelete("/{id}", Revoke).WithName("revokeKey").WithSummary("End a key at once");
    }

    private static async Task<Ok<ApiKeyList>> List(Caller caller, ApiKeys keys, CancellationToken cancellationToken)
    {
        var rows = await keys.ListAsync(caller.UserId, cancellationToken);
        return TypedResults.Ok(new ApiKeyList([.. rows.Select(ApiKeyInfo.Of)]));
    }

    private static async Task<Created<CreatedApiKey>> Create(
        ApiKeyRequest request, Caller caller, ApiKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var wanted = NewApiKey.From(request, caller, time.GetUtcNow());
        var (row, key) = await keys.CreateAsync(caller.UserId, wanted, cancellationToken);
        return TypedResults.Created($"/me/keys/{row.Id}", CreatedApiKey.Of(row, key));
    }

    private static async Task<NoContent> Revoke(
        string id, Caller caller, ApiKeys keys, CancellationToken cancellationToken) =>
        await keys.RevokeAsync(caller.UserId, id, cancellationToken)
            ? TypedResults.NoContent()
            : throw new ProblemException(ProblemCode.NotFound, "You have no such key.");
}
