namespace MusicAuth.Web;

/// <summary>What the API description says of a query parameter that a handler takes as text.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Text">For people.</param>
/// <param name="Least">With <paramref name="Most"/>: it is a whole number within these bounds.</param>
/// <param name="Most">The largest number.</param>
public sealed record ParameterNote(string Name, string Text, int? Least = null, int? Most = null);
