using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Deezer;

/// <summary>Deezer's errors. They have HTTP status 200.</summary>
internal static class DeezerErrors
{
    public const int Quota = 4;
    public const int Application = 50;
    public const int Permission = 200;
    public const int TokenInvalid = 300;
    public const int Parameter = 500;
    public const int ParameterMissing = 501;
    public const int Query = 600;
    public const int Busy = 700;
    public const int NoData = 800;

    public static ByteResult Of(int code, string? message = null)
    {
        var (type, usual) = code switch
        {
            Quota => ("Exception", "Quota limit exceeded"),
            Application => ("OAuthException", "Application error"),
            100 => ("Exception", "Items limit exceeded"),
            Permission => ("OAuthException",
                "An active access token must be used to query information about the current user"),
            TokenInvalid => ("OAuthException", "Invalid OAuth access token."),
            Parameter => ("ParameterException", "Wrong parameter"),
            ParameterMissing => ("MissingParameterException", "Missing parameters"),
            Query => ("InvalidQueryException", "Invalid query"),
            Busy => ("Exception", "Service busy"),
            NoData => ("DataException", "no data"),
            901 => ("IndividualAccountChangedNotAllowedException", "Individual account not allowed"),
            _ => ("Exception", "Unknown"),
        };
        return ByteResult.PhpJson(new JsonObject
        {
            ["error"] = new JsonObject { ["type"] = type, ["message"] = message ?? usual, ["code"] = code },
        });
    }

    public static ByteResult WithoutCode() => ByteResult.PhpJson(new JsonObject
    {
        ["error"] = new JsonObject { ["type"] = "Exception", ["message"] = "An error has occured" },
    });

    public static ByteResult InWords(string text) => ByteResult.PhpJson(new JsonObject { ["error"] = text }, 404);
}
