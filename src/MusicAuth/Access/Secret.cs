using System.Diagnostics;

namespace MusicAuth.Access;

/// <summary>The secret of a session, a key or a claim link. Prints as ***; only <see cref="Reveal"/> tells.</summary>
[DebuggerDisplay("***")]
public sealed class Secret(string value)
{
    private readonly string _value = value;

    public string Reveal() => _value;

    public override string ToString() => "***";
}
