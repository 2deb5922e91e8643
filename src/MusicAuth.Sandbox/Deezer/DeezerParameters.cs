using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace MusicAuth.Sandbox.Deezer;

/// <summary>Parameters that override a request's method and the format of its response.</summary>
internal static partial class DeezerParameters
{
    /// <summary>Runs before routing, because a GET with request_method=delete is a DELETE.</summary>
    public static Task OverrideMethodAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.StartsWithSegments("/deezer", StringComparison.Ordinal)
            && request.Query["request_method"].ToString().ToUpperInvariant() is "GET" or "POST" or "DELETE")
            request.Method = request.Query["request_method"].ToString().ToUpperInvariant();
        return next(context);
    }

    public static async ValueTask<object?> FormatAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var query = context.HttpContext.Request.Query;
        var result = await next(context);
        return (result, query["output"].ToString()) switch
        {
            (ByteResult answer, "jsonp") => answer.Reformat(
                "text/javascript; charset=utf-8", json => $"{Callback(query["callback"].ToString())}({json})"),
            (ByteResult answer, "xml") => answer.Reformat("text/xml; charset=utf-8", Xml),
            _ => result,
        };
    }

    private static string Callback(string name) => Identifier().IsMatch(name) ? name : "callback";

    private static string Xml(string json) =>
        """<?xml version="1.0" encoding="utf-8"?>""" + Element("root", JsonNode.Parse(json));

    private static XElement Element(string name, JsonNode? node) => new(name, node switch
    {
        JsonObject members => members.SelectMany(member => member.Value is JsonArray list
            ? list.Select(each => Element(member.Key, each))
            : [Element(member.Key, member.Value)]),
        JsonArray list => list.Select(each => Element("item", each)),
        _ => Convert.ToString(node, CultureInfo.InvariantCulture),
    });

    [GeneratedRegex(@"^[A-Za-z_$][\w$.]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Identifier();
}
