using System.Diagnostics;

namespace MusicAuth.Access;

/// <summary>The secret of a session, an API key or an owner link. It prints as ***.</summary>
[DebuggerDisplay("***")]
internal sealed class Secret(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}
