namespace MusicAuth.Web.OpenApi;

/// <summary>Sets the schema name of a type in the OpenAPI document.</summary>
/// <param name="name"><c>{0}</c> stands for the name of the type argument.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
internal sealed class SchemaNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
