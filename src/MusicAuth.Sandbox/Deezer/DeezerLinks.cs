using Microsoft.AspNetCore.Http.Extensions;

namespace MusicAuth.Sandbox.Deezer;

/// <summary>Deezer's links contain the caller's token: a proxy that forwards a link forwards the account.</summary>
internal static class DeezerLinks
{
    public static string Api(HttpContext context) => $"{context.Request.Scheme}://{context.Request.Host}/deezer";

    public static string To(HttpContext context, string token, int index)
    {
        var query = new QueryBuilder();
        if (token.Length > 0) query.Add("access_token", token);
        foreach (var (name, value) in context.Request.Query)
        {
            if (name is not ("access_token" or "index")) query.Add(name, value.ToString());
        }

        query.Add("index", $"{index}");
        return $"{context.Request.Scheme}://{context.Request.Host}{context.Request.Path}{query}";
    }
}
