using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace OutliersNative.Tests;

/// <summary>What a debugger shows of an instance in one line. A member that has been renamed would show as an error there.</summary>
public sealed partial class DebuggerDisplayTests
{
    private const BindingFlags Anything = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    [TestCase(typeof(DiagnosedBlas))]
    [TestCase(typeof(DiagnosedCandidate))]
    [TestCase(typeof(DiagnosedProblem))]
    [TestCase(typeof(Outliers))]
    [TestCase(typeof(PythonDiagnosis))]
    [TestCase(typeof(PythonException))]
    [TestCase(typeof(PythonFrame))]
    [TestCase(typeof(PythonInstallation))]
    [TestCase(typeof(PythonRuntimeOptions))]
    public void DebuggerDisplay_OfAType_NamesItsMembers(Type type)
    {
        string display = type.GetCustomAttribute<DebuggerDisplayAttribute>()!.Value;

        string[] expressions = [.. Expression().Matches(display).Select(match => match.Groups[1].Value)];

        Assert.That(expressions, Is.Not.Empty);
        Assert.That(expressions.Where(expression => !Exists(type, expression.Split('.'))), Is.Empty);
    }

    private static bool Exists(Type? type, IEnumerable<string> path) => path.All(name => (type = TypeOf(type, name)) is not null);

    private static Type? TypeOf(Type? owner, string name) =>
        owner?.GetProperty(name, Anything)?.PropertyType ?? owner?.GetField(name, Anything)?.FieldType
        ?? owner?.GetInterfaces().Select(each => each.GetProperty(name)?.PropertyType).FirstOrDefault(each => each is not null);

    [GeneratedRegex(@"\{([\w.]+)(?:,nq)?\}")]
    private static partial Regex Expression();
}
