namespace MusicAuth.Web.OpenApi;

/// <summary>What the API description says of a query parameter that a handler takes as text.</summary>
/// <param name="Name">The parameter.</param>
/// <param name="Description">For people.</param>
/// <param name="Minimum">With <paramref name="Maximum"/>: it is a whole number within these bounds.</param>
/// <param name="Maximum">The largest number.</param>
public sealed record QueryParameterDescription(string Name, string Description, int? Minimum = null, int? Maximum = null);
