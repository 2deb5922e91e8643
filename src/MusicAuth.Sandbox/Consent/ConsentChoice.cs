namespace MusicAuth.Sandbox.Consent;

/// <summary>The choice that a link of the page, or a test, sends: <c>person=alma</c> or <c>refuse=1</c>.</summary>
internal abstract record ConsentChoice
{
    public static ConsentChoice Read(HttpRequest request, SandboxUsers users)
    {
        var name = request.Query["person"].ToString();
        if (request.Query["refuse"] == "1") return new Refused();
        if (name.Length == 0) return new Undecided();
        return users.Find(name) is { } user ? new Accepted(user) : new UnknownUser(name);
    }

    public sealed record Undecided : ConsentChoice;

    public sealed record Refused : ConsentChoice;

    public sealed record UnknownUser(string Name) : ConsentChoice;

    public sealed record Accepted(SandboxUser User) : ConsentChoice;
}
