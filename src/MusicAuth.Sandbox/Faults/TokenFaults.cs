using System.Text.Json;
using System.Text.Json.Nodes;

namespace MusicAuth.Sandbox.Faults;

/// <summary>Faults that change members of a token response.</summary>
internal sealed class TokenFaults(IReadOnlyList<FaultRule> hits)
{
    public void ChangeExpiry(JsonObject body, string member)
    {
        if (hits.Find(FaultKinds.ExpiresIn) is not { Value: { } value }) return;
        if (value.ValueKind == JsonValueKind.String && value.GetString() == "absent")
            body.Remove(member);
        else
            body[member] = JsonNode.Parse(value.GetRawText());
    }

    /// <summary>Replaces members of the token response. The sandbox's record of the tokens does not change.</summary>
    public void ChangeMembers(JsonObject body)
    {
        if (hits.Find(FaultKinds.TokenAnswer) is not { Value: { ValueKind: JsonValueKind.Object } members })
            return;
        foreach (var member in members.EnumerateObject())
            body[member.Name] = JsonNode.Parse(member.Value.GetRawText());
    }

    public void ChangeRefreshToken(JsonObject body, string presented, Func<string> another)
    {
        if (hits.Find(FaultKinds.RefreshToken) is not { } rule) return;
        switch (rule.Value?.GetString())
        {
            case "empty":
                body["refresh_token"] = "";
                break;
            case "same":
                body["refresh_token"] = presented;
                break;
            case "other":
                body["refresh_token"] = another();
                break;
            default:
                body.Remove("refresh_token");
                break;
        }
    }
}
