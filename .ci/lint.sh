# shellcheck shell=bash disable=SC2154  # the variables are those of build.sh
# `./build.sh lint`. Formatters differ between versions: those of Debian 12 decide. Sourced by build.sh.

lint_languages=(c csharp python shell yaml)
lint_python=(python tests bench .ci)

lint() {  # [--fix] [LANGUAGE...]: all if none is named
    local fix='' language failed=0 chosen=()
    for language in "$@"; do
        if [[ $language == --fix ]]; then
            fix=yes
        elif [[ " ${lint_languages[*]} " == *" $language "* ]]; then
            chosen+=("$language")
        else
            die "lint has no language '$language'; choose from: ${lint_languages[*]}"
        fi
    done
    ((${#chosen[@]})) || chosen=("${lint_languages[@]}")
    for language in "${chosen[@]}"; do
        say "lint $language"
        "lint_$language" || failed=1
    done
    ((failed == 0)) || die "lint failed; ./build.sh lint --fix corrects the formatting"
    say 'lint passed'
}

lint_c() {
    local check=(--dry-run -Werror)
    [[ -z $fix ]] || check=(-i)
    sources native tests bench -name '*.[ch]' -o -name '*.cpp' | xargs -0 clang-format "${check[@]}"
}

lint_csharp() {
    local check=(--verify-no-changes)
    [[ -z $fix ]] || check=()
    dotnet restore OutliersNative.sln && dotnet format OutliersNative.sln --no-restore "${check[@]}"
}

lint_python() {
    local check=(--check --diff)
    [[ -z $fix ]] || check=()
    black --quiet "${check[@]}" "${lint_python[@]}" && flake8 "${lint_python[@]}"
}

lint_shell() { shellcheck --external-sources build.sh .ci/run .ci/*.sh .githooks/*; }

lint_yaml() { yamllint --strict .github deploy .yamllint; }

sources() {  # FOLDER... TEST...: prints source files, each ended by NUL, without those that a build has copied
    local folders=()
    while [[ $1 != -* ]]; do
        folders+=("$1")
        shift
    done
    find "${folders[@]}" \( -name bin -o -name obj \) -prune -o -type f \( "$@" \) -print0
}
