namespace MusicAuth.Web.OpenApi;

/// <summary>Describes a query parameter that a handler binds as a string.</summary>
/// <param name="Name">The name of the parameter.</param>
/// <param name="Description">The description in the OpenAPI document.</param>
/// <param name="Minimum">The smallest number; set together with <paramref name="Maximum"/>.</param>
/// <param name="Maximum">The largest number.</param>
internal sealed record QueryParameterDescription(
    string Name, string Description, int? Minimum = null, int? Maximum = null);
